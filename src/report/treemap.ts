import { hierarchy, treemap, treemapSquarify, type HierarchyRectangularNode } from 'd3-hierarchy';
import type { Kind } from './kinds.ts';
import type { ShownUnit } from './shown.ts';
import type { Spending } from './size-report.ts';

/** A box of the picture; places and sizes are shares of the whole, 0 to 1. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What a lesson spends on one kind, or all that it spends: `kind` is undefined then. */
export interface LessonBox extends Box {
  /** Places in the list of units and of the unit's lessons. */
  readonly unit: number;
  readonly lesson: number;
  readonly kind: Kind | undefined;
  readonly size: number;
  /** Whether a name can be read in it. */
  readonly isNamed: boolean;
}

export interface UnitBox extends Box {
  readonly unit: number;
  readonly isNamed: boolean;
}

export interface Treemap {
  readonly units: readonly UnitBox[];
  /** Each lesson's kinds, then the lesson. */
  readonly lessons: readonly LessonBox[];
}

// Pixels for which the picture is laid out; it is stretched to the width that there is.
const WIDTH = 1200;
const HEIGHT = 640;
const UNIT_NAME = 22;
const LEAST = 2;

interface Node {
  readonly size?: number;
  readonly kind?: Kind;
  readonly unit?: number;
  readonly lesson?: number;
  readonly children?: readonly Node[];
}

/**
 * Units as boxes whose areas are their bytes, lessons in them, kinds in those: a squarified treemap (Bruls, Huizing and van Wijk,
 * 2000). What would be narrower than a hair is left out.
 */
export function layOut(units: readonly ShownUnit[]): Treemap {
  const root = hierarchy<Node>({
    children: units.map((of, unit) => ({
      unit,
      children: (of.lessons.length > 0 ? of.lessons : [of]).map((one: Spending, lesson) => ({
        unit,
        lesson,
        children: one.kinds.map(({ kind, size }) => ({ unit, lesson, kind, size })),
      })),
    })),
  })
    .sum(({ size }) => size ?? 0)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const placed = treemap<Node>()
    .tile(treemapSquarify)
    .size([WIDTH, HEIGHT])
    .paddingInner((node) => (node.depth === 0 ? 4 : node.depth === 1 ? 2 : 0))
    .paddingTop((node) => (node.depth === 1 && isWide(node, 40, UNIT_NAME + 8) ? UNIT_NAME : 0))(root);
  const seen = placed.descendants().filter((node) => isWide(node, LEAST, LEAST));
  return {
    units: seen
      .filter(({ depth }) => depth === 1)
      .map((node) => ({
        ...boxOf(node),
        unit: node.data.unit ?? 0,
        isNamed: isWide(node, 40, UNIT_NAME + 8),
      })),
    lessons: [...seen.filter(({ depth }) => depth === 3), ...seen.filter(({ depth }) => depth === 2)].map(
      (node) => ({
        ...boxOf(node),
        unit: node.data.unit ?? 0,
        lesson: node.data.lesson ?? 0,
        kind: node.data.kind,
        size: node.value ?? 0,
        isNamed: node.depth === 2 && isWide(node, 76, 24),
      }),
    ),
  };
}

type Placed = HierarchyRectangularNode<Node>;

function isWide({ x0, x1, y0, y1 }: Placed, width: number, height: number): boolean {
  return x1 - x0 >= width && y1 - y0 >= height;
}

function boxOf({ x0, x1, y0, y1 }: Placed): Box {
  return { left: x0 / WIDTH, top: y0 / HEIGHT, width: (x1 - x0) / WIDTH, height: (y1 - y0) / HEIGHT };
}
