import type { AnyCheck } from './shared/defineCheck.ts';
import { bkp01 } from './bkp-01.ts';
import { bkp02 } from './bkp-02.ts';
import { bkp03 } from './bkp-03.ts';
import { bkp04 } from './bkp-04.ts';
import { bkp05 } from './bkp-05.ts';
import { bkp06 } from './bkp-06.ts';
import { bkp07 } from './bkp-07.ts';
import { bkp08 } from './bkp-08.ts';
import { ctl01 } from './ctl-01.ts';
import { ctl02 } from './ctl-02.ts';
import { dr01 } from './dr-01.ts';
import { dr02 } from './dr-02.ts';
import { dr03 } from './dr-03.ts';
import { dr04 } from './dr-04.ts';
import { dr05 } from './dr-05.ts';
import { dr06 } from './dr-06.ts';
import { dr07 } from './dr-07.ts';
import { exp01 } from './exp-01.ts';
import { exp02 } from './exp-02.ts';
import { exp03 } from './exp-03.ts';
import { exp04 } from './exp-04.ts';
import { key01 } from './key-01.ts';
import { key02 } from './key-02.ts';
import { key03 } from './key-03.ts';
import { key04 } from './key-04.ts';
import { key05 } from './key-05.ts';
import { mth01 } from './mth-01.ts';
import { mth02 } from './mth-02.ts';
import { mth03 } from './mth-03.ts';
import { mth04 } from './mth-04.ts';
import { pop01 } from './pop-01.ts';
import { rst01 } from './rst-01.ts';
import { rst02 } from './rst-02.ts';
import { rst03 } from './rst-03.ts';
import { rst04 } from './rst-04.ts';
import { rst05 } from './rst-05.ts';
import { rst06 } from './rst-06.ts';

/** Every check that this version has, sorted by id. A new check is a file and a line here. */
export const CHECKS: readonly AnyCheck[] = [
  bkp01,
  bkp02,
  bkp03,
  bkp04,
  bkp05,
  bkp06,
  bkp07,
  bkp08,
  ctl01,
  ctl02,
  dr01,
  dr02,
  dr03,
  dr04,
  dr05,
  dr06,
  dr07,
  exp01,
  exp02,
  exp03,
  exp04,
  key01,
  key02,
  key03,
  key04,
  key05,
  mth01,
  mth02,
  mth03,
  mth04,
  pop01,
  rst01,
  rst02,
  rst03,
  rst04,
  rst05,
  rst06,
];
