/**
 * Where the reader of standard output goes away (`| head`), what is left to say interests nobody: the program ends, as other
 * programs of the shell do, with the exit code that it has so far. Any other fault of the stream is thrown.
 */
export function endQuietlyWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
}
