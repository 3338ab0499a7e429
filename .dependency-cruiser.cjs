// Who may import whom. The core imports nothing that can act, and no service knows another.
const SERVICE = '^services/([^/]+)/';
const DOMAIN = '^(services/[^/]+/src/domain/|packages/policy/src/admission/)';
const PURE_PACKAGES = '^packages/(kernel|decider|contracts|policy|merkle-log)/';

module.exports = {
  forbidden: [
    {
      name: 'domain-cannot-act',
      comment: 'Domain code is a function of its arguments: no files, sockets, clocks or clients.',
      severity: 'error',
      from: { path: DOMAIN },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domain-knows-only-pure-packages',
      comment:
        'What the domain needs from outside arrives as data, whose type it may know; its own data files are part of it.',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/domain/' },
      to: {
        path: '^(packages|services)/',
        pathNot: [PURE_PACKAGES, '^services/$1/src/domain/', '^services/$1/data/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'domain-uses-no-client-library',
      comment: 'Libraries that talk to servers belong in adapters.',
      severity: 'error',
      from: { path: DOMAIN },
      to: { path: 'node_modules/(@nats-io|ioredis|nice-grpc|@grpc|pino|prom-client|opossum)' },
    },
    {
      name: 'no-service-imports-a-service',
      comment: 'A service is used through its gRPC contract or its events.',
      severity: 'error',
      from: { path: SERVICE },
      to: { path: SERVICE, pathNot: '^services/$1/' },
    },
    {
      name: 'packages-know-no-service',
      comment: 'Only the development environment starts services.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/dev-env/' },
      to: { path: '^services/' },
    },
    {
      name: 'services-ship-without-dev-env',
      comment: 'The development environment is for tests, the demo and local trials.',
      severity: 'error',
      from: { path: '^(services|packages)/[^/]+/src/', pathNot: '^packages/dev-env/' },
      to: { path: '^packages/dev-env/' },
    },
    {
      name: 'kernel-stands-alone',
      comment: 'Everything rests on the kernel.',
      severity: 'error',
      from: { path: '^packages/kernel/src/' },
      to: { pathNot: '^packages/kernel/src/' },
    },
    {
      name: 'decider-rests-on-kernel',
      comment: 'The decider pattern is plain functions over plain data.',
      severity: 'error',
      from: { path: '^packages/decider/src/' },
      to: { pathNot: '^packages/(decider|kernel)/src/' },
    },
    {
      name: 'contracts-have-one-door',
      comment: 'Generated files are reached through @hustings/contracts/<context>.',
      severity: 'error',
      from: { pathNot: '^packages/contracts/' },
      to: { path: '^packages/contracts/src/gen/(hustings|google)/' },
    },
    {
      name: 'no-cycles',
      comment: 'Files that need each other are one file or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'An import that cannot be found is a missing dependency.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/node_modules/\\.vite/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
