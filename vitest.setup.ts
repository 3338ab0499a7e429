import fc from 'fast-check';

/**
 * A property that names a largest size means it: fast-check's own choice is some ten elements whatever the bound, and stories that
 * need thirty steps to go wrong would never be told.
 */
fc.configureGlobal({ defaultSizeToMaxWhenMaxSpecified: true });
