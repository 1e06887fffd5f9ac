/** Writes the fixture's workbook in a process of its own: `node writeFixture.ts PATH`. */
import { writeWorkbook } from '../../src/report/workbook.ts';
import { contentsOf } from './fixture.ts';

await writeWorkbook(contentsOf(), process.argv[2] ?? '');
