import { compiled } from './bicep.ts';

/** What these tests look at of a compiled template. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly condition?: string | boolean;
  readonly identity?: { readonly type: string };
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Of a resource that is only referred to there are no properties. */
type Written = Omit<Resource, 'properties'> & Partial<Pick<Resource, 'properties'>>;

interface Parameter {
  readonly type: string;
  readonly defaultValue?: unknown;
}

interface Template {
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, { readonly type: string; readonly value?: unknown }>>;
  readonly resources: readonly Written[] | Readonly<Record<string, Written>>;
}

/** One template with what its modules deploy. Nested templates are told apart by the module's name. */
export interface Flattened {
  readonly main: Template;
  readonly templates: readonly { readonly module: string; readonly template: Template }[];
  readonly resources: readonly (Resource & { readonly module: string })[];
}

export function flatten(path: string): Flattened {
  const main = compiled(path) as Template;
  const templates: { module: string; template: Template }[] = [];
  const visit = (module: string, template: Template): void => {
    templates.push({ module, template });
    for (const resource of Object.values(template.resources)) {
      const nested = resource.properties?.['template'];
      if (nested !== undefined) visit(resource.name, nested as Template);
    }
  };
  visit('', main);
  return {
    main,
    templates,
    resources: templates.flatMap(({ module, template }) =>
      Object.values(template.resources).flatMap(({ properties, ...resource }) =>
        properties === undefined || resource.type === 'Microsoft.Resources/deployments'
          ? []
          : [{ ...resource, properties, module }],
      ),
    ),
  };
}
