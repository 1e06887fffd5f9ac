import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { requireTool } from './install.ts';

interface Answer {
  readonly id?: number;
  readonly error?: { readonly message: string };
  readonly result?: { readonly isError?: boolean; readonly content?: readonly { readonly text?: string }[] };
}

/**
 * Microsoft's own reader of TMDL: the Tabular Object Model inside the Power BI modeling MCP server, spoken to over
 * JSON-RPC. It runs offline and read-only; nothing but these checks uses it.
 * @see https://github.com/microsoft/powerbi-modeling-mcp
 */
export class ModelServer {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private readonly log: string[] = [];
  private lastId = 0;

  constructor() {
    this.process = spawn(executable(), ['--start', '--read-only'], { stdio: 'pipe' });
    this.process.stderr.on('data', (chunk: Buffer) => this.log.push(chunk.toString()));
    this.process.on('exit', (code) => {
      for (const [id, resolve] of this.waiting)
        resolve({ id, error: { message: `The model server ended with ${code ?? 'a signal'}.` } });
    });
    createInterface({ input: this.process.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer;
      if (answer.id === undefined) return;
      this.waiting.get(answer.id)?.(answer);
      this.waiting.delete(answer.id);
    });
  }

  async start(): Promise<void> {
    await this.request('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'unbroken-checks', version: '1' },
    });
    this.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  /** Calls a tool's operation and returns the `data` or `results` of its answer; throws what the server says went wrong. */
  async operate(tool: string, operation: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const { result } = await this.request('tools/call', {
      name: `${tool}_operations`,
      arguments: { request: { operation, ...parameters } },
    });
    const text = result?.content?.map((part) => part.text ?? '').join('') ?? '';
    if (result?.isError === true) throw new Error(`${tool} ${operation}: ${text}`);
    const answer = JSON.parse(text) as { data?: unknown; results?: unknown };
    return answer.data ?? answer.results;
  }

  stop(): void {
    this.process.kill();
  }

  private async request(method: string, params: unknown): Promise<Answer> {
    const id = ++this.lastId;
    const answer = await new Promise<Answer>((resolve) => {
      this.waiting.set(id, resolve);
      this.send({ jsonrpc: '2.0', id, method, params });
    });
    if (answer.error !== undefined)
      throw new Error(`${method}: ${answer.error.message}\n${this.log.join('').slice(-2000)}`);
    return answer;
  }

  private send(message: unknown): void {
    this.process.stdin.write(`${JSON.stringify(message)}\n`);
  }
}

function executable(): string {
  const name = `@microsoft/powerbi-modeling-mcp-${process.platform}-${process.arch}`;
  const file = process.platform === 'win32' ? 'powerbi-modeling-mcp.exe' : 'powerbi-modeling-mcp';
  try {
    return requireTool.resolve(`${name}/package.json`).replace(/package\.json$/, `dist/${file}`);
  } catch (cause) {
    throw new Error(
      `${name} is not installed: the lock file holds Microsoft's loader for Linux x64 only. Elsewhere run "npm install --no-save ${name}" in test/native/powerbi.`,
      { cause },
    );
  }
}
