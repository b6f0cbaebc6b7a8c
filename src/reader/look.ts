// How the pages look on this device. A file of its own, which a page runs before it is first painted.

import { lookOf, setLook } from './settings.ts';

setLook(lookOf());
