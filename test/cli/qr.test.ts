import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { qrLines } from '../../src/cli/qr.ts';
import { ownAddresses } from '../../src/serve/addresses.ts';
import { readQr } from '../read-qr.ts';

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

/** What a camera sees: a module is dark where no block is drawn. */
function seen(lines: readonly string[]): boolean[][] {
  return lines.flatMap((line) => {
    const characters = Array.from(line.replace(ESCAPES, ''));
    return [
      characters.map((one) => one !== '█' && one !== '▀'),
      characters.map((one) => one !== '█' && one !== '▄'),
    ];
  });
}

test.each(['http://192.168.1.7:8000/', 'http://[fd12:3456:789a:1::7]:8000/'])(
  'the code on the terminal reads “%s” and has room around it',
  (url) => {
    const rows = seen(qrLines(url, process.stdout));
    const side = rows[0]?.length ?? 0;
    expect(readQr(side, (x, y) => rows[y]?.[x] ?? false)).toBe(url);
    for (let n = 0; n < side; n++)
      for (let edge = 0; edge < 4; edge++)
        for (const place of [edge, side - 1 - edge])
          expect([rows[place]?.[n], rows[n]?.[place]]).toEqual([false, false]);
  },
);

type Interfaces = ReturnType<typeof networkInterfaces>;
const address = (
  family: 'IPv4' | 'IPv6',
  text: string,
  internal = false,
): NonNullable<Interfaces[string]>[0] =>
  ({ family, address: text, internal, scopeid: 0 }) as NonNullable<Interfaces[string]>[0];

test('the address that phones can reach comes first', () => {
  const interfaces: Interfaces = {
    lo: [address('IPv4', '127.0.0.1', true)],
    docker0: [address('IPv4', '172.17.0.1')],
    eth0: [address('IPv4', '169.254.3.4'), address('IPv6', 'fe80::1'), address('IPv6', 'fd00::2')],
    wlan0: [address('IPv4', '192.168.1.7')],
  };
  expect(ownAddresses(undefined, interfaces)).toEqual([
    '192.168.1.7',
    '169.254.3.4',
    '172.17.0.1',
    '[fd00::2]',
    'localhost',
  ]);
  expect(ownAddresses('0.0.0.0', interfaces)).not.toContain('[fd00::2]');
  expect(ownAddresses('127.0.0.1', interfaces)).toEqual(['127.0.0.1']);
  expect(ownAddresses(undefined, {})).toEqual(['localhost']);
});
