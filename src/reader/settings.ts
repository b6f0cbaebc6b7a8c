import { store, stored } from './stored.ts';

/** What the learner has set on this device; what is not there is as the device and the page have it. */
export interface Look {
  /** A step of the text's size, from smaller to largest. */
  readonly size?: string;
  readonly colours?: 'light' | 'dark';
  readonly contrast?: 'more';
  readonly spacing?: 'wide';
}

const KEY = 'satchel-look';

/** What was set. */
export function lookOf(): Look {
  try {
    const look: unknown = JSON.parse(stored(KEY) || '{}');
    return look instanceof Object ? look : {};
  } catch {
    return {};
  }
}

/** Sets the look of this page and of all that are opened after it. */
export function keepLook(look: Look): void {
  setLook(look);
  store(KEY, JSON.stringify(look));
}

/** Shows this page with a look: attributes that the style sheet knows, and the sheet of dark colours for all or for none. */
export function setLook({ size, colours, contrast, spacing }: Look): void {
  const { dataset } = document.documentElement;
  for (const [name, value] of Object.entries({ size, contrast, spacing }))
    if (typeof value === 'string') dataset[name] = value;
    else delete dataset[name];
  // In a page that was sent alone it stands in the page.
  const dark = document.querySelector<HTMLLinkElement | HTMLStyleElement>(
    'link[href$="dark.css"], style[media]',
  );
  const scheme = document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]');
  const media = { light: 'not all', dark: 'screen' }[colours as 'light'] || DARK;
  if (dark && dark.media !== media) dark.media = media;
  if (scheme) scheme.content = media === DARK ? 'light dark' : String(colours);
}

/** As the templates have it. */
const DARK = 'screen and (prefers-color-scheme: dark)';
