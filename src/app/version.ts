declare const UNBROKEN_VERSION: string | undefined;

/** The version in package.json and the commit (`0.1.0+1a2b3c4d5e6f`), put in by the build; `source` when the code runs unbuilt (tests). */
export const CODE_VERSION = typeof UNBROKEN_VERSION === 'string' ? UNBROKEN_VERSION : 'source';
