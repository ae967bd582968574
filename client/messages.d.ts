declare module '*.json?messages' {
  const messages: Record<string, unknown>;
  export default messages;
}
