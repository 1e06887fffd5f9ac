// Charts as SVG, tables and cards as HTML. Texts come from our own files and tables.
const text = (value) => String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export const cards = (entries) =>
  `<div class="cards">${entries.map(([name, value]) => `<div><b>${text(value)}</b><span>${text(name)}</span></div>`).join('')}</div>`;

export const slicer = (name) => `<div class="slicer">${text(name)}<b>All</b></div>`;

export function grid(head, rows) {
  const line = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${line(head, 'th')}${rows.map((row) => line(row, 'td')).join('')}</table>`;
}

const svg = ({ width, height }, inner) => `<svg width="${width}" height="${height}">${inner}</svg>`;
const legend = (entries) => {
  let x = 0;
  return entries
    .map(([name, colour]) => {
      const at = x;
      x += 22 + name.length * 5.2;
      return `<rect x="${at}" y="2" width="9" height="9" fill="${colour}"/><text x="${at + 13}" y="10">${text(name)}</text>`;
    })
    .join('');
};

/** Each row as parts of a whole. */
export function bars(rows, series, size) {
  const left = 150;
  const step = (size.height - 24) / rows.length;
  const drawn = rows.map(([name, parts], row) => {
    const whole = parts.reduce((total, part) => total + part, 0);
    let x = left;
    const y = 20 + row * step;
    const blocks = parts.map((part, index) => {
      const width = whole === 0 ? 0 : ((size.width - left) * part) / whole;
      const at = x;
      x += width;
      const label =
        width > 18
          ? `<text x="${at + width / 2}" y="${y + step / 2 + 2}" text-anchor="middle" style="fill:#fff">${part}</text>`
          : '';
      return `<rect x="${at}" y="${y}" width="${width}" height="${step - 6}" fill="${series[index][1]}"/>${label}`;
    });
    return `<text x="0" y="${y + step / 2 + 2}">${text(name)}</text>${blocks.join('')}`;
  });
  return svg(size, legend(series) + drawn.join(''));
}

/** Per cent over weeks; a gap where a value is undefined. */
export function lines(weeks, series, colours, size) {
  const left = 36;
  const right = size.width - 170;
  const top = 8;
  const bottom = size.height - 20;
  const x = (index) =>
    weeks.length === 1 ? (left + right) / 2 : left + 20 + ((right - left - 40) * index) / (weeks.length - 1);
  const y = (value) => bottom - ((bottom - top) * value) / 100;
  const axis = [0, 25, 50, 75, 100].map(
    (value) =>
      `<line x1="${left}" x2="${right}" y1="${y(value)}" y2="${y(value)}" stroke="#E6ECF3"/><text x="0" y="${y(value) + 4}">${value}%</text>`,
  );
  const drawn = series.map(([name, values], index) => {
    const colour = colours[index % colours.length];
    const points = values.flatMap((value, week) => (value === undefined ? [] : [[x(week), y(value)]]));
    const marks = points.map(([at, up]) => `<circle cx="${at}" cy="${up}" r="3" fill="${colour}"/>`).join('');
    const key = `<rect x="${right + 14}" y="${top + index * 20}" width="9" height="9" fill="${colour}"/><text x="${right + 27}" y="${top + 9 + index * 20}">${text(name)}</text>`;
    return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.join(' ')}"/>${marks}${key}`;
  });
  const names = weeks.map(
    (week, index) => `<text x="${x(index)}" y="${size.height - 4}" text-anchor="middle">${week}</text>`,
  );
  return svg(size, [...axis, ...drawn, ...names].join(''));
}

/** Counts beside each other, a group for each week. */
export function columns(groups, series, size) {
  const most = Math.max(1, ...groups.flatMap(([, values]) => values));
  const step = size.width / groups.length;
  const width = Math.min(36, (step - 30) / series.length);
  const drawn = groups.map(([name, values], group) => {
    const start = group * step + (step - width * series.length) / 2;
    const each = values.map((value, index) => {
      const height = ((size.height - 60) * value) / most;
      const at = start + index * width;
      const top = size.height - 20 - height;
      return `<rect x="${at}" y="${top}" width="${width - 3}" height="${height}" fill="${series[index][1]}"/><text x="${at + width / 2}" y="${top - 3}" text-anchor="middle">${value}</text>`;
    });
    return `${each.join('')}<text x="${group * step + step / 2}" y="${size.height - 5}" text-anchor="middle">${text(name)}</text>`;
  });
  return svg(size, legend(series) + drawn.join(''));
}
