// What a phone may have to load before it shows cards. The list of files follows the build; the limit is the promise.
import { firstLoadOf } from './.setup/first-load.mjs';

export default [
  {
    name: 'First load of the board page, scripts',
    path: firstLoadOf('pages/Board.svelte', 'pages/board/PhoneBoard.svelte'),
    gzip: true,
    limit: '110 kB',
  },
];
