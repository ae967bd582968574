declare module '*.json?messages=first' {
  const messages: Record<string, unknown>;
  export default messages;
}
declare module '*.json?messages=later' {
  const messages: Record<string, unknown>;
  export default messages;
}
