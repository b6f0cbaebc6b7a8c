import { all, element, inWords } from './element.ts';
import { pack } from './pack.ts';
import { store, stored } from './stored.ts';

const KEY = 'satchel-speed';
const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];

/** A choice of speed below each recording and film; one for all, and kept. */
export function connectSpeed(): void {
  const says = pack.messages.tools;
  const players = all<HTMLMediaElement>('audio, video:not(.loop)');
  if (players.length === 0) return;
  const choices: HTMLSelectElement[] = [];
  const set = (speed: number): void => {
    for (const player of players) {
      player.defaultPlaybackRate = speed;
      player.playbackRate = speed;
    }
    for (const choice of choices) choice.value = String(speed);
  };
  for (const player of players) {
    const label = inWords(element('label', 'speed', `${says.speed} `));
    const choice = label.appendChild(element('select'));
    for (const speed of SPEEDS) choice.add(new Option(`${speed}×`, String(speed)));
    choice.onchange = () => {
      set(Number(choice.value));
      store(KEY, choice.value);
    };
    choices.push(choice);
    player.insertAdjacentElement('afterend', label);
  }
  const setKept = (): void => {
    const kept = Number(stored(KEY));
    set(SPEEDS.indexOf(kept) < 0 ? 1 : kept);
  };
  setKept();
  document.addEventListener('satchel:was-set', setKept);
}
