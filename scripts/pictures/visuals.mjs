// Charts as SVG, tables and cards as HTML. Texts come from our own files and tables.
const text = (value) => String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export const cards = (entries) =>
  `<div class="cards">${entries.map(([name, value]) => `<div><b>${text(value)}</b><span>${text(name)}</span></div>`).join('')}</div>`;

export const slicer = (name) => `<div class="slicer">${text(name)}<b>All</b></div>`;

/** @param rows cells as text, or as text and background */
export function grid(head, rows) {
  const cell = (tag, [value, tint]) =>
    `<${tag}${tint === undefined ? '' : ` style="background:${tint}"`}>${text(value)}</${tag}>`;
  const line = (cells, tag) => `<tr>${cells.map((one) => cell(tag, [one].flat())).join('')}</tr>`;
  return `<table>${line(head, 'th')}${rows.map((row) => line(row, 'td')).join('')}</table>`;
}

const svg = ({ width, height }, inner) => `<svg width="${width}" height="${height}">${inner}</svg>`;

/** Names with their colours: one below the other at the right, or in lines at the top. */
function legend(entries, { position, size }) {
  const key = ([name, colour], x, y) =>
    `<rect x="${x}" y="${y}" width="9" height="9" fill="${colour}"/><text x="${x + 13}" y="${y + 8}">${text(name)}</text>`;
  if (position === 'Right')
    return entries.map((entry, index) => key(entry, size.width - LEGEND + 8, 10 + index * 20)).join('');
  let [x, y] = [0, 2];
  return entries
    .map((entry) => {
      const width = 26 + entry[0].length * 6;
      if (x > 0 && x + width > size.width) [x, y] = [0, y + 16];
      const drawn = key(entry, x, y);
      x += width;
      return drawn;
    })
    .join('');
}
/** Width of a legend at the right. */
const LEGEND = 168;

/** Each row as parts of a whole. @param series name, colour and colour of the number of each part */
export function bars(rows, series, { size, position }) {
  const left = Math.max(...rows.map(([name]) => name.length)) * 7 + 8;
  const right = size.width - (position === 'Right' ? LEGEND : 0);
  const top = position === 'Right' ? 2 : 20;
  const step = (size.height - top - 4) / rows.length;
  const drawn = rows.map(([name, parts], row) => {
    const whole = parts.reduce((total, part) => total + part, 0);
    let x = left;
    const y = top + row * step;
    const blocks = parts.map((part, index) => {
      const width = whole === 0 ? 0 : ((right - left) * part) / whole;
      const at = x;
      x += width;
      const [, colour, ink] = series[index];
      const label =
        width > 18
          ? `<text x="${at + width / 2}" y="${y + step / 2 + 2}" text-anchor="middle" style="fill:${ink}">${part}</text>`
          : '';
      return `<rect x="${at}" y="${y}" width="${width}" height="${step - 6}" fill="${colour}"/>${label}`;
    });
    return `<text x="0" y="${y + step / 2 + 2}">${text(name)}</text>${blocks.join('')}`;
  });
  return svg(size, legend(series, { position, size }) + drawn.join(''));
}

const MARKERS = {
  circle: (x, y) => `<circle cx="${x}" cy="${y}" r="3.5"/>`,
  square: (x, y) => `<rect x="${x - 3}" y="${y - 3}" width="6" height="6"/>`,
  diamond: (x, y) => `<path d="M${x} ${y - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5z"/>`,
  triangle: (x, y) => `<path d="M${x} ${y - 4}l4 7h-8z"/>`,
  x: (x, y) => `<path d="M${x - 3} ${y - 3}l6 6m0 -6l-6 6" stroke-width="2" fill="none"/>`,
  plus: (x, y) => `<path d="M${x - 4} ${y}h8m-4 -4v8" stroke-width="2" fill="none"/>`,
  longDash: (x, y) => `<path d="M${x - 6} ${y}h12" stroke-width="4"/>`,
};

/**
 * Shares over weeks: columns behind lines, on one axis from nothing to all; a gap where a value is undefined.
 * @param shades and lines: name, colour, values; of a line its marker as well
 */
export function linesOverColumns(weeks, { shades, lines }, { size, position }) {
  const [left, right, top, bottom] = [40, size.width - LEGEND, 8, size.height - 20];
  const x = (index) =>
    weeks.length === 1 ? (left + right) / 2 : left + 40 + ((right - left - 80) * index) / (weeks.length - 1);
  const y = (value) => bottom - (bottom - top) * value;
  const axis = [0, 0.2, 0.4, 0.6, 0.8, 1].map(
    (value) =>
      `<line x1="${left}" x2="${right}" y1="${y(value)}" y2="${y(value)}" stroke="#E6ECF3"/><text x="0" y="${y(value) + 4}">${Math.round(100 * value)}%</text>`,
  );
  const behind = shades.map(([, colour, values]) =>
    values
      .map(
        (value, week) =>
          `<rect x="${x(week) - 30}" y="${y(value ?? 0)}" width="60" height="${bottom - y(value ?? 0)}" fill="${colour}"/>`,
      )
      .join(''),
  );
  const drawn = lines.map(([, colour, values, marker]) => {
    const points = values.flatMap((value, week) => (value === undefined ? [] : [[x(week), y(value)]]));
    const marks = points.map(([at, up]) => MARKERS[marker](at, up)).join('');
    return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.join(' ')}"/><g fill="${colour}" stroke="${colour}">${marks}</g>`;
  });
  const names = weeks.map(
    (week, index) => `<text x="${x(index)}" y="${size.height - 4}" text-anchor="middle">${text(week)}</text>`,
  );
  return svg(
    size,
    [...axis, ...behind, ...drawn, ...names, legend([...shades, ...lines], { position, size })].join(''),
  );
}

/** Counts beside each other, a group for each week. */
export function columns(groups, series, { size, position }) {
  const most = Math.max(1, ...groups.flatMap(([, values]) => values));
  const step = size.width / groups.length;
  const width = Math.min(36, (step - 30) / series.length);
  const drawn = groups.map(([name, values], group) => {
    const start = group * step + (step - width * series.length) / 2;
    const each = values.map((value, index) => {
      const height = ((size.height - 80) * value) / most;
      const at = start + index * width;
      const top = size.height - 20 - height;
      return `<rect x="${at}" y="${top}" width="${width - 3}" height="${height}" fill="${series[index][1]}"/><text x="${at + width / 2}" y="${top - 3}" text-anchor="middle">${value}</text>`;
    });
    return `${each.join('')}<text x="${group * step + step / 2}" y="${size.height - 5}" text-anchor="middle">${text(name)}</text>`;
  });
  return svg(size, legend(series, { position, size }) + drawn.join(''));
}
