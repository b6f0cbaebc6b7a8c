import type { FilledMedia } from './fill.ts';
import { escapeHtml } from './template.ts';

/** What the author asks for: pixels (`300`) or a share of the line (`50%`). */
interface Wanted {
  readonly width?: string;
  readonly height?: string;
}

type Media = Pick<FilledMedia, 'width' | 'height'>;

/** Attributes that let the browser keep room for a picture: its own size, or the size its author asked for where that is less. */
export function pictureSize(wanted: Wanted, media: Media): string {
  const { width, height } = media;
  if (wanted.width?.endsWith('%')) return share(wanted.width);
  if (width === undefined || height === undefined) return '';
  const asked = pixels(wanted, media);
  const shown = asked !== undefined && asked < width ? asked : width;
  return sides(shown, height / width);
}

/** The size that an author asks for of a film, larger than it is or not: the style keeps all within the line. */
export function wishedSize(wanted: Wanted, media: Media): string | undefined {
  if (wanted.width?.endsWith('%')) return share(wanted.width);
  const { width, height } = media;
  const asked = pixels(wanted, media);
  if (asked === undefined) return undefined;
  return width && height ? sides(asked, height / width) : ` width="${asked}"`;
}

/** The width that is asked for, or that follows from the height; a share of a height has no meaning on a page. */
function pixels(wanted: Wanted, { width, height }: Media): number | undefined {
  const asked =
    wanted.width === undefined && width && height
      ? Number(wanted.height) * (width / height)
      : Number(wanted.width);
  return asked > 0 ? Math.max(1, Math.round(asked)) : undefined;
}

function share(width: string): string {
  return ` width="${escapeHtml(width)}"`;
}

function sides(width: number, ratio: number): string {
  return ` width="${width}" height="${Math.max(1, Math.round(ratio * width))}"`;
}
