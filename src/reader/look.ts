// Runs before the page is first painted: how the pages look on this device.

import { lookOf, setLook } from './settings.ts';

setLook(lookOf());
