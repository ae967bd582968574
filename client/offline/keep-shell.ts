// Has the browser keep the pages' own files, where it can: not on plain http in a venue, where service workers do not exist.

export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // After everything a person waits for. Without it all works, only not from nothing without a network.
  addEventListener('load', () => void navigator.serviceWorker.register('/shell-worker.js').catch(() => undefined));
}
