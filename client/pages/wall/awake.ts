// Keeps the screen of a wall from going dark, where the browser can: wake locks exist on secure origins only. A wall
// elsewhere needs the projector's own setting.

/** Holds a wake lock while the page is seen, takes it again after sleep; gives the way to let go. */
export function stayAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let over = false;
  const hold = async () => {
    if (!('wakeLock' in navigator) || document.visibilityState !== 'visible' || (lock && !lock.released)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
    } catch {
      // A low battery may refuse; the next time the page is shown it is asked again.
    }
    if (over) await lock?.release();
  };
  const again = () => void hold();
  document.addEventListener('visibilitychange', again);
  again();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', again);
    void lock?.release();
  };
}
