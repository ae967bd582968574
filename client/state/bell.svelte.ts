// The sprint's bell on this device: whether it may be heard, two soft tones made here, and a short buzz on phones. When it
// rings is pages/ringing.ts's. No files are fetched; what it says is always on the screen too.

/** What is worth a sign: the end comes near, the sprint is over. */
export type Signal = 'warning' | 'end';
/** The wall and the console sound unless somebody turned them off; a board of one's own only buzzes until turned on. */
export type BellPlace = 'wall' | 'console' | 'board';

type Note = { readonly pitch: number; readonly at: number; readonly lasts: number };

/** Two notes upwards, and a chord that falls: told apart without seeing anything. */
const TONES: { readonly [S in Signal]: readonly Note[] } = {
  warning: [
    { pitch: 587.3, at: 0, lasts: 0.7 },
    { pitch: 784, at: 0.22, lasts: 1.1 },
  ],
  end: [
    { pitch: 784, at: 0, lasts: 1.4 },
    { pitch: 587.3, at: 0.32, lasts: 1.6 },
    { pitch: 392, at: 0.64, lasts: 2.6 },
  ],
};
const BUZZ: { readonly [S in Signal]: readonly number[] } = { warning: [120], end: [200, 120, 200] };
const LOUDNESS = 0.22;
/** A bell has overtones; the second is faint and dies away sooner. */
const OVERTONE = { pitch: 2.76, loudness: 0.16, lasts: 0.4 } as const;

const keyOf = (place: BellPlace): string => `hackfest:sound:${place}`;

function kept(place: BellPlace): boolean {
  try {
    const given = localStorage.getItem(keyOf(place));
    if (given !== null) return given === 'on';
  } catch {
    // A browser that keeps nothing has what the place is made for.
  }
  return place !== 'board';
}

export class Bell {
  readonly #place: BellPlace;
  #on = $state(false);
  #ready = $state(false);
  #context: AudioContext | undefined;
  readonly #unlock = () => void this.#open();

  /** Browsers let a page sound after the first tap or key on it; until then it listens for one. */
  constructor(place: BellPlace) {
    this.#place = place;
    this.#on = kept(place);
    addEventListener('pointerup', this.#unlock);
    addEventListener('keydown', this.#unlock);
  }

  get on(): boolean {
    return this.#on;
  }

  /** Whether it would be heard now: some browsers let a page sound only after somebody touched it. */
  get ready(): boolean {
    return this.#ready;
  }

  turn(on: boolean): void {
    this.#on = on;
    try {
      localStorage.setItem(keyOf(this.#place), on ? 'on' : 'off');
    } catch {
      // Then it holds for this page only.
    }
    if (on) void this.#open().then(() => this.#play('warning'));
  }

  ring(signal: Signal): void {
    if (this.#on) this.#play(signal);
    else if (this.#place === 'board' && 'vibrate' in navigator) navigator.vibrate(BUZZ[signal]);
  }

  async #open(): Promise<void> {
    if (!('AudioContext' in globalThis) || !this.#on) return;
    this.#context ??= new AudioContext();
    try {
      await this.#context.resume();
    } catch {
      // Not yet allowed: the next tap asks again.
    }
    this.#ready = this.#context.state === 'running';
    if (this.#ready) this.#stopListening();
  }

  #play(signal: Signal): void {
    const context = this.#context;
    if (!context || context.state !== 'running') return;
    for (const note of TONES[signal]) {
      strike(context, note, LOUDNESS);
      strike(context, { ...note, pitch: note.pitch * OVERTONE.pitch, lasts: note.lasts * OVERTONE.lasts }, LOUDNESS * OVERTONE.loudness);
    }
  }

  #stopListening(): void {
    removeEventListener('pointerup', this.#unlock);
    removeEventListener('keydown', this.#unlock);
  }

  close(): void {
    this.#stopListening();
    void this.#context?.close();
  }
}

/** One stroke: up at once and away slowly. */
function strike(context: AudioContext, { pitch, at, lasts }: Note, loudness: number): void {
  const begin = context.currentTime + at;
  const tone = new OscillatorNode(context, { frequency: pitch });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, begin);
  volume.gain.linearRampToValueAtTime(loudness, begin + 0.012);
  volume.gain.exponentialRampToValueAtTime(0.0001, begin + lasts);
  tone.connect(volume).connect(context.destination);
  tone.start(begin);
  tone.stop(begin + lasts);
}
