import { up } from './pack.ts';

/** Runs a script that lies in `pages/`; `done` is called when it has run, or there is none. */
export function loadScript(name: string, done: () => void): void {
  const script = document.createElement('script');
  script.src = up + name;
  script.onload = script.onerror = () => {
    script.remove();
    done();
  };
  document.head.appendChild(script);
}
