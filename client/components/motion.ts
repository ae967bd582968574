// The one movement of the house: a face drops into its seat. Its duration is the token's, so reduced motion turns it
// off in one place. Runs as a Web Animation: nothing is injected that a strict CSP would refuse.

import { cubicOut } from 'svelte/easing';
import type { TransitionConfig } from 'svelte/transition';

export function drop(node: Element): TransitionConfig {
  return {
    duration: Number.parseFloat(getComputedStyle(node).getPropertyValue('--motion-settle')) || 0,
    easing: cubicOut,
    css: (t, u) => `transform: translateY(${-0.9 * u}rem) scale(${1 + 0.35 * u}); opacity: ${Math.min(1, t * 2)}`,
  };
}
