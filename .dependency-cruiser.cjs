// Who may import whom: the arrows of docs/architecture.md, one rule each. What an import does is the linter's and the compiler's.

const packages = (...names) => `node_modules/(${names.join('|')})/`;

/** Type-only imports count too: a type is a dependency of whoever reads the code. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'One is inherent: the routes name the pages, and pages go to routes.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { pathNot: '^client/routes\\.ts$' } },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '\\?compiled$' } },
    {
      name: 'shared-is-pure',
      comment:
        'shared/ runs in the browser, in the server and on a virtual clock: it knows the document and the schemas, nothing around them.',
      severity: 'error',
      from: { path: '^shared/', pathNot: '^shared/report/csv\\.ts$' },
      to: { pathNot: ['^shared/', packages('yjs', 'lib0', 'typebox', 'fractional-indexing')] },
    },
    {
      name: 'shared-csv-is-pure',
      comment: 'Writing CSV is pure too, and its library is the one more package it may know.',
      severity: 'error',
      from: { path: '^shared/report/csv\\.ts$' },
      to: { pathNot: ['^shared/', packages('papaparse', '@types/papaparse')] },
    },
    {
      name: 'board-knows-no-transport-and-no-disk',
      comment: 'A room sees interfaces of storage and a clock. What carries bytes to it or from it can be exchanged.',
      severity: 'error',
      from: { path: '^server/board/' },
      to: {
        pathNot: [
          '^server/board/',
          '^server/clock\\.ts$',
          '^server/storage/(update-log|catalogue|bus)\\.ts$',
          '^shared/',
          packages('yjs', 'lib0', 'y-protocols', 'typebox', 'fractional-indexing'),
        ],
      },
    },
    {
      name: 'sync-live-http-are-strangers',
      comment: 'Three ways in, each can be read alone. What they share lies below them, in board/, access/ and shared/.',
      severity: 'error',
      from: { path: '^server/(sync|live|http)/' },
      to: { path: '^server/(sync|live|http)/', pathNot: '^server/$1/' },
    },
    {
      name: 'transports-see-no-storage-backend',
      severity: 'error',
      from: { path: '^server/(sync|live|http)/' },
      to: { path: ['^server/storage/(embedded|cluster)/', packages('lmdb', 'lowdb', 'pg')] },
    },
    {
      name: 'access-knows-no-transport',
      severity: 'error',
      from: { path: '^server/access/' },
      to: { path: ['^server/(sync|live|http|board)/', packages('fastify', '@fastify/[^/]+', 'socket\\.io', 'ws')] },
    },
    {
      name: 'storage-knows-only-its-bytes',
      severity: 'error',
      from: { path: '^server/storage/' },
      to: { path: '^server/', pathNot: '^server/storage/' },
    },
    {
      name: 'trackers-read-reports',
      comment: 'A tracker gets report items and a fetch. It never sees a document.',
      severity: 'error',
      from: { path: '^server/trackers/' },
      to: { path: ['^server/', '^shared/', packages('yjs', 'lib0', 'y-protocols')], pathNot: ['^server/trackers/', '^shared/report/'] },
    },
    {
      name: 'components-get-props',
      comment: 'Components receive values and call back; pages join them to state.',
      severity: 'error',
      from: { path: '^client/components/' },
      to: { path: '^client/', pathNot: ['^client/components/', '^client/locales/', '^client/styles/'] },
    },
    {
      name: 'state-has-no-markup',
      severity: 'error',
      from: { path: '^client/state/' },
      to: { path: ['^client/pages/', '\\.svelte$'] },
    },
    { name: 'client-never-server', severity: 'error', from: { path: '^client/' }, to: { path: '^server/' } },
    { name: 'server-never-client', severity: 'error', from: { path: '^server/' }, to: { path: '^client/' } },
    { name: 'product-never-tests', severity: 'error', from: { path: '^(client|server|shared)/' }, to: { path: '^test/' } },
    {
      name: 'server-needs-no-dev-packages',
      comment: 'What the server imports must be there after an install for production.',
      severity: 'error',
      from: { path: '^server/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/bench/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    extraExtensionsToScan: ['.json', '.css', '.svg', '.woff2'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'svelte', 'default'],
      extensions: ['.ts', '.svelte', '.js', '.mjs', '.json', '.d.ts'],
    },
  },
};
