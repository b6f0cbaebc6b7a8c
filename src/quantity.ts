const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** A size as people read it, in powers of 1000: `812 B`, `4.1 MB`. */
export function formatSize(size: number): string {
  let value = size;
  let unit = 0;
  // 999.95 would be printed as 1000.0.
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** A duration as people read it: `0.8 s`, `42 s`, `3 min 05 s`, `7 h 40 min`, `3 days 02 h`. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
  const hours = Math.round(seconds / 3600);
  return `${formatCount(Math.floor(hours / 24), 'day')} ${twoDigits(hours % 24)} h`;
}

/** `1 lesson`, `2 lessons`, `12,345 lessons`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${count === 1 ? one : many}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

const FACTORS = { '': 1, k: 1e3, m: 1e6, g: 1e9, ki: 2 ** 10, mi: 2 ** 20, gi: 2 ** 30 } as const;

/** The bytes of a size as people write it: `200MB`, `1.5 GiB`, `812`; undefined for what is none. */
export function parseSize(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d{1,12}(?:\.\d{1,9})?) ?([kmg]?i?)b?$/i.exec(text.trim()) ?? [];
  const factor = Object.entries(FACTORS).find(([name]) => name === unit.toLowerCase())?.[1];
  return number === undefined || factor === undefined ? undefined : Math.round(Number(number) * factor);
}

/** A size as it is typed, to the byte: `200MB`, `1536KiB`, `812B`. */
export function exactSize(size: number): string {
  const units = [
    ['GB', 1e9],
    ['GiB', 2 ** 30],
    ['MB', 1e6],
    ['MiB', 2 ** 20],
    ['KB', 1e3],
    ['KiB', 2 ** 10],
  ] as const;
  const [name, factor] = units.find(([, bytes]) => size > 0 && size % bytes === 0) ?? ['B', 1];
  return `${size / factor}${name}`;
}
