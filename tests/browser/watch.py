"""What a browser complains about while a page is used."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page, Response

ANSWER_SAID_ANYWAY = "Failed to load resource: the server responded with a status of"


class Watch:
    """Console errors (content security policy among them), scripts that broke, missing files.

    A page that answers with an error is no complaint: tests ask for those on purpose.
    """

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ANSWER_SAID_ANYWAY):
            self.complaints.append(message.text)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.complaints.append(f"{response.status} {response.url}")
