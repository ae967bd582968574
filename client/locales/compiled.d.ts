// The shape of a locale that the build has compiled from its ICU texts. The texts themselves are in <locale>.json.

declare module '*.json?compiled' {
  import type { Messages } from '@lingui/core';
  const messages: Messages;
  export default messages;
}
