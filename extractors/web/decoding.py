"""Undo Content-Encoding within a bound, so that a small answer cannot grow without end."""

import io
import zlib

from fastwarc.stream_io import BrotliReader


class DecodingError(Exception):
    """The bytes are not what Content-Encoding says."""


class ExpandsTooFar(Exception):
    """More bytes than allowed after decompression."""


class Decoder:
    """Decodes gzip, deflate and identity as chunks arrive; never holds more than `limit` decoded bytes."""

    def __init__(self, encoding: str | None, limit: int) -> None:
        self.encoding = (encoding or "identity").strip().lower()
        if self.encoding not in {"identity", "", "none", "gzip", "x-gzip", "deflate"}:
            raise DecodingError(f"Content-Encoding {self.encoding!r} was not asked for")
        self.limit = limit
        self.body = bytearray()
        self._plain = self.encoding in {"identity", "", "none"}
        self._stream = None if self._plain else zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._fed = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk as sent; raises DecodingError or ExpandsTooFar."""
        first, self._fed = self._fed == 0, self._fed + len(chunk)
        if self._stream is None:
            self._append(chunk)
            return
        while chunk:
            try:
                self._append(self._stream.decompress(chunk, self.limit - len(self.body) + 1))
            except zlib.error as error:
                if not (first and self.encoding == "deflate"):
                    raise DecodingError(str(error)) from error
                # "deflate" means zlib by the standard, raw deflate by habit.
                self._stream, first = zlib.decompressobj(-zlib.MAX_WBITS), False
                continue
            chunk = self._stream.unconsumed_tail
            if self._stream.eof:
                # A gzip body may be several members; anything else behind the end is padding.
                chunk = self._stream.unused_data
                if not chunk.startswith(b"\x1f\x8b"):
                    return
                self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def finish(self) -> bytes:
        """The decoded body; raises DecodingError where the compressed stream breaks off."""
        if self._stream is not None and self._fed and not self._stream.eof:
            raise DecodingError("the compressed stream breaks off")
        return bytes(self.body)

    def _append(self, data: bytes) -> None:
        self.body += data
        if len(self.body) > self.limit:
            raise ExpandsTooFar(f"more than {self.limit} bytes after decompression")


def decode(body: bytes, encoding: str | None, limit: int) -> bytes:
    """The decoded body of one stored answer; archives also hold brotli. Raises DecodingError or ExpandsTooFar."""
    if (encoding or "").strip().lower() == "br":
        try:
            data: bytes = BrotliReader(io.BytesIO(body)).read(limit + 1)
        except (OSError, ValueError) as error:
            raise DecodingError(str(error)) from error
        if len(data) > limit:
            raise ExpandsTooFar(f"more than {limit} bytes after decompression")
        return data
    decoder = Decoder(encoding, limit)
    decoder.feed(body)
    return decoder.finish()
