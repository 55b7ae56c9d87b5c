"""The page: a campaign in the browser of whoever runs it, on this machine alone.

guard, access        what every request must bring and every answer carries; the secret that opens the page
app, rendering       the routes; templates filled in
desk, jobs           the campaign that is shown, and the long work that changes it, one job at a time
uploads              files that come by the browser, into 回收/ or onto a staging place
pages                one file per page
server               the address, and the server itself
door                 the units' door: each unit behind a secret link of its own

It joins nothing but `pipeline`: what can be done on a page can be done by the commands, and seen in the folder.
"""

from toolkit.web.access import Access
from toolkit.web.app import build_app
from toolkit.web.desk import Desk
from toolkit.web.door import Certificate, Entrance, build_door, open_entrance, serve_door
from toolkit.web.guard import Guard
from toolkit.web.rendering import Renderer
from toolkit.web.server import Server, open_browser, open_server

__all__ = [
    "Access",
    "Certificate",
    "Desk",
    "Entrance",
    "Guard",
    "Renderer",
    "Server",
    "build_app",
    "build_door",
    "open_browser",
    "open_entrance",
    "open_server",
    "serve_door",
]
