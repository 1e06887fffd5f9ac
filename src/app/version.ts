declare const UNBROKEN_VERSION: string | undefined;

/** The version in package.json, put in by the build; `source` when the code runs unbuilt (tests). */
export const CODE_VERSION = typeof UNBROKEN_VERSION === 'string' ? UNBROKEN_VERSION : 'source';
