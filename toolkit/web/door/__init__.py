"""The units' door: each unit sees its own round behind a secret link, hands in its return and reads the answer.

app          the routes, and what stands before them
visitors     who brings a link or its cookie
rates        how often one may ask, and how much may come at once
unit_page    what the one page of a unit shows
listening    the address, TLS, and what a connection may take
"""

from toolkit.web.door.app import Door, build_door
from toolkit.web.door.listening import Certificate, Entrance, open_entrance
from toolkit.web.door.serving import serve_door

__all__ = ["Certificate", "Door", "Entrance", "build_door", "open_entrance", "serve_door"]
