declare module '*.kql' {
  const text: string;
  export default text;
}
