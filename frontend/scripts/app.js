// What pages of someone signed in load: htmx and the few habits of our own.

import "htmx.org";
import "./requests.js";
import "./late-cards.js";
import "./menus.js";
import "./public.js";
