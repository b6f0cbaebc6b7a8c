// Runs before the page is first painted: how the pages look on this device.

import { lookOf, setLook } from './settings.ts';

// There is room for what the script adds before it comes.
document.documentElement.dataset.live = '';
setLook(lookOf());
