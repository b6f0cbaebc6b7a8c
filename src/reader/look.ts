// Runs before the page is first painted: how the pages look on this device.

import { handOver } from './print-lesson.ts';
import { lookOf, setLook } from './settings.ts';

setLook(lookOf());
handOver();
