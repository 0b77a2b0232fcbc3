"""Every way a fetch can end badly: `Problem.code` of the rooms web, channels and sources, each with its meaning."""

CODES: dict[str, str] = {
    # asked for something we do not ask
    "bad_url": "not an http or https address, or one that cannot be parsed",
    "private_address": "the name leads to a private, loopback or link-local address, at once or after a redirect",
    "no_contact": "this host demands a contact in the User-Agent and none is set",
    "robots_forbidden": "robots.txt forbids the address to us",
    "robots_unreachable": "robots.txt could not be read (5xx or no answer), which RFC 9309 takes as forbidden",
    "tdm_reserved": "the rights holder reserves text and data mining; only the link is kept",
    "host_stopped": "the host refused us earlier in this run (401, 403, 451) or asked for a wait beyond our limit",
    "circuit_open": "the host failed too often in a row; it is left alone for a while",
    # no answer
    "dns_error": "the name does not resolve",
    "connect_error": "no connection",
    "tls_error": "the certificate or the TLS handshake is not right",
    "slow_header": "no complete answer head within the limit",
    "slow_body": "the body did not end within the limit",
    "reset": "the connection broke before the answer's head was complete",
    "truncated_body": "the connection ended before the body did",
    "protocol_error": "the answer is not HTTP",
    "bad_encoding": "the body cannot be decoded as its Content-Encoding says",
    "too_large": "more bytes than the limit, as sent or by Content-Length",
    "bomb": "more bytes than the limit after decompression",
    "too_many_redirects": "the chain of redirects does not end within the limit",
    # an answer that is not what was asked for
    "http_error": "an HTTP status that is not success",
    "rate_limited": "the host still answers 429 after the waits we allow",
    "nul_bytes": "a text answer with NUL bytes, which is not text",
    "truncated_record": "an archive's record is shorter than it says",
    "not_a_feed": "the answer of a feed's address is no feed",
    "not_a_sitemap": "the answer of a sitemap's address is no sitemap",
    "no_channel": "no channel of this name reads lists",
    "unsafe_xml": "XML with entity declarations, which no feed or sitemap needs",
    "oversized_field": "a field far longer than any real one, such as a title of megabytes",
    "undated_items": "the list was read but none of its dates: its layout may have changed",
    "page_limit": "the source names more new pages than one run may fetch; the rest comes with the next",
    "no_items": "the list was read and names no page: its layout may have changed",
}
