// House rules that no linter knows. Each takes a file's path and text and tells what is wrong with it.

/**
 * @typedef {object} Fault
 * @property {string} path from the root of the repository
 * @property {number} line from 1 on
 * @property {string} message
 */

/** @typedef {(path: string, text: string) => Fault[]} Rule */

/** A Lua script blocks Redis while it runs and is read as a whole; what is shared goes into short includes. */
const LUA_MAX_LINES = 80;
const LUA_INCLUDE_MAX_LINES = 30;

/** Files that must spell out what the rules forbid. */
const SPEAKS_OF_RULES = /^scripts\/(tidy\/|tests\/tidy\.)/;

/** @type {{ pattern: RegExp, message: string }[]} */
const FORBIDDEN = [
  { pattern: /(?<![\w.])\/(work|root|home)\/|\/tmp\/probe/, message: 'a path of one machine' },
  // Only after the start of a comment: "todo" is Spanish for "all", and recipients write it.
  { pattern: /(\/\/|\*|#|--)\s*(TODO|FIXME|XXX|HACK)\b/, message: 'unfinished work' },
  { pattern: /simplified for now|under construction|not implemented/i, message: 'unfinished work' },
  { pattern: /\bas any\b|@ts-(ignore|nocheck|expect-error)/, message: 'a silenced type check' },
  {
    pattern: /\b(it|test|describe)\.(only|todo|fails)\b/,
    message: 'a test that hides others or itself',
  },
  { pattern: /\bissue #?\d+\b/i, message: 'a reference to a tracker' },
  { pattern: /^(<{7,}|>{7,})( |$)/, message: 'a merge conflict that was left behind' },
];

/** @type {Rule} */
export function forbidWords(path, text) {
  if (SPEAKS_OF_RULES.test(path)) return [];
  return text.split('\n').flatMap((content, index) =>
    FORBIDDEN.filter(({ pattern }) => pattern.test(content)).map(({ message }) => ({
      path,
      line: index + 1,
      message: `${message}: ${content.trim().slice(0, 80)}`,
    })),
  );
}

/** @type {Rule} */
export function limitLua(path, text) {
  if (!path.endsWith('.lua')) return [];
  const maximum = path.includes('/include/') ? LUA_INCLUDE_MAX_LINES : LUA_MAX_LINES;
  const lines = text.trimEnd().split('\n').length;
  if (lines <= maximum) return [];
  return [
    {
      path,
      line: maximum + 1,
      message: `${lines} lines, ${maximum} are allowed in this kind of Lua file`,
    },
  ];
}

/** @type {Rule} */
export function requireKebabCase(path) {
  if (!/\.(ts|mjs|cjs)$/.test(path)) return [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(name)) return [];
  return [{ path, line: 1, message: 'file names are kebab-case' }];
}

/** @type {Rule} */
export function placeTests(path, text) {
  const isTest = path.endsWith('.test.ts');
  if (isTest && !path.includes('/tests/')) {
    return [
      {
        path,
        line: 1,
        message: "tests stand in their package's tests/ folder, or no run finds them",
      },
    ];
  }
  const usesServer = !SPEAKS_OF_RULES.test(path) && /\bstart(Nats|Redis|Fleet)\(/.test(text);
  if (isTest && usesServer && !/\.(int|sim|e2e)\.test\.ts$/.test(path)) {
    return [
      {
        path,
        line: 1,
        message: 'a test with real servers is named .int.test.ts, .sim.test.ts or .e2e.test.ts',
      },
    ];
  }
  return [];
}

/** @type {Rule} */
export function forbidPrivateRegistries(path, text) {
  if (path !== 'pnpm-lock.yaml') return [];
  return text.split('\n').flatMap((content, index) =>
    /tarball: *https?:/.test(content)
      ? [
          {
            path,
            line: index + 1,
            message: 'the lock file names a host; it must fit every registry',
          },
        ]
      : [],
  );
}

/** @type {Rule[]} */
export const RULES = [forbidWords, limitLua, requireKebabCase, placeTests, forbidPrivateRegistries];
