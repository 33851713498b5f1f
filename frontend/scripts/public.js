// What every page loads.

import "./back-forward.js";
import "./passkeys.js";
import "./busy.js";
import "./focus.js";
