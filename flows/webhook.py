"""The digest to a webhook. Its address is a secret: it is in no message and no log."""

import logging
from collections.abc import Callable, Mapping
from time import sleep
from typing import Any

import httpx

from flows.digest import Digest, as_data, as_slack
from flows.settings import Settings, secret
from flows.show import as_json_text

log = logging.getLogger(__name__)

SECONDS = 20.0
PAUSES = (1.0, 5.0)


def send(told: Digest, settings: Settings) -> None:
    """Send what there is to tell, in the shape that the settings name; nothing where no address is set."""
    if settings.webhook is not None and (told.items or told.failed or told.contradictions):
        post(as_slack(told) if settings.webhook_shape == "slack" else as_data(told), settings)


def post(message: Mapping[str, Any], settings: Settings, pause: Callable[[float], None] = sleep) -> bool:
    """One POST of JSON, tried again where that can help; a failure is a warning, gives False, and stops nothing."""
    address = secret(settings.webhook)
    if address is None:
        return False
    why = ""
    for seconds in (*PAUSES, None):
        try:
            answer = httpx.post(
                address,
                content=as_json_text(message),
                headers={"Content-Type": "application/json"},
                timeout=SECONDS,
                trust_env=False,
            )
        except httpx.HTTPError as error:
            why = type(error).__name__
        else:
            if answer.is_success:
                return True
            why = f"it answers {answer.status_code}"
            if answer.status_code < 500 and answer.status_code != 429:
                break
        if seconds is not None:
            pause(seconds)
    log.warning("the digest could not be sent to the webhook: %s", why)
    return False
