"""Note what a browser's pages do besides showing."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Dialog, Page, Request

OUR_MACHINE = {"127.0.0.1", ""}  # "" is the host of data: and blob: addresses


@dataclass
class Watch:
    """What a browser's pages did besides showing: addresses asked outside this machine, and questions raised."""

    outside: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Watch one more page."""
        page.on("request", self.note_request)
        page.on("dialog", self.note_dialog)

    def note_request(self, request: Request) -> None:
        """Note a request that leaves the machine."""
        if (urlsplit(request.url).hostname or "") not in OUR_MACHINE:
            self.outside.append(request.url)

    def note_dialog(self, dialog: Dialog) -> None:
        """Note a question of the browser's, such as whether to leave the page, and say yes."""
        self.dialogs.append(f"{dialog.type}: {dialog.message}")
        dialog.accept()
