/**
 * Lines as learners have them, in kbit/s: the fastest that still counts as 2G and as 3G in the field, by what browsers have measured
 * (Network Information API, https://wicg.github.io/netinfo/#effective-connection-types). What an operator promises is
 * several times that.
 */
export const lines = [
  { name: '2G', kbitPerSecond: 70 },
  { name: '3G', kbitPerSecond: 700 },
] as const;

/** What the user pays for a megabyte (1,000,000 bytes). */
export interface Price {
  readonly perMegabyte: number;
  /** As it is shown before the amount: `KES`. */
  readonly currency: string;
}

/** Seconds that `size` bytes take on a line without a pause. */
export function secondsOn({ kbitPerSecond }: { readonly kbitPerSecond: number }, size: number): number {
  return (size * 8) / (kbitPerSecond * 1000);
}

export function costOf({ perMegabyte }: Price, size: number): number {
  return (size / 1_000_000) * perMegabyte;
}

/** `KES 1,234.50`; what is less than a tenth with two digits that say something: `0.0043`. */
export function formatCost(price: Price, amount: number): string {
  if (amount > 0 && amount < 0.0001) return `< ${withCurrency(price, '0.0001')}`;
  const isSmall = amount > 0 && amount < 0.095;
  const digits = isSmall ? Math.min(4, 1 - Math.floor(Math.log10(amount))) : 2;
  return withCurrency(price, amount.toFixed(digits).replace(/\B(?=(\d{3})+\.)/g, ','));
}

/** The price as it was given, with nine digits at most: `KES 0.5`. */
export function formatPrice(price: Price): string {
  return withCurrency(price, price.perMegabyte.toFixed(9).replace(/\.?0+$/, ''));
}

function withCurrency({ currency }: Price, amount: string): string {
  return currency === '' ? amount : `${currency} ${amount}`;
}
