//! Large schemas for measuring and for pictures, made by a generator: equal arguments give equal text.

use std::fmt::Write;

const AREAS: [(&str, &str); 12] = [
    ("people", "person household address contact_card membership consent language relation badge photo"),
    ("library", "book author publisher shelf copy loan hold fine reader_card subject series translation"),
    ("kitchen", "recipe ingredient step utensil menu course tasting allergen supplier_offer pantry_item"),
    ("garden", "bed plant seed_lot watering harvest pest treatment season tool compost_batch sensor"),
    ("harbor", "vessel berth voyage cargo container pilot crane tide_log inspection customs_form"),
    ("studio", "track session musician instrument take mix master_copy royalty booking microphone"),
    ("clinic", "patient visit diagnosis prescription lab_test result ward bed_stay referral vaccine"),
    ("school", "pupil class lesson teacher grade exam room timetable absence_note project_work"),
    ("theatre", "play scene_part actor rehearsal costume prop ticket seat performance review_note"),
    ("railway", "train station platform_stop line_segment timetable_entry wagon driver_shift signal delay"),
    ("museum", "exhibit artist gallery_room restoration lender insurance_policy tour visitor_log catalogue"),
    ("energy", "meter reading tariff outage transformer feeder contract forecast turbine maintenance"),
];

const SUFFIXES: [&str; 10] =
    ["history", "note", "tag", "event", "setting", "version", "file", "rule", "alias", "summary"];

const COLUMNS: [(&str, &str, bool); 12] = [
    ("title", "text", false),
    ("state", "text", false),
    ("amount", "numeric(12, 2)", true),
    ("noted_at", "timestamptz", false),
    ("closed_at", "timestamptz", true),
    ("position", "int", false),
    ("code", "varchar(24)", false),
    ("details", "jsonb", true),
    ("is_active", "boolean", false),
    ("weight", "double_precision", true),
    ("starts_on", "date", true),
    ("remark", "text", true),
];

/// A PostgreSQL schema in HCL with so many tables. Most refer to tables that were there before, popular ones more often;
/// some are joins of two, some refer to themselves, some to nothing.
pub fn generated(n_tables: usize, seed: u64) -> String {
    let mut random = Random(seed);
    let n_areas = (n_tables / 20).clamp(2, AREAS.len());
    let mut tables: Vec<Table> = Vec::new();
    for number in 0..n_tables {
        let (area, nouns) = AREAS[number * n_areas / n_tables];
        let nouns: Vec<&str> = nouns.split(' ').collect();
        let own: Vec<usize> = (0..tables.len()).filter(|k| tables[*k].area == area).collect();
        let mut name = nouns[own.len() % nouns.len()].to_owned();
        while tables.iter().any(|table| table.area == area && table.name == name) {
            name = format!("{}_{}", nouns[random.below(nouns.len())], SUFFIXES[random.below(SUFFIXES.len())]);
            if random.below(4) == 0 {
                name.push_str("_old");
            }
        }
        let mut table = Table { area, name, targets: Vec::new(), is_join: false, n_columns: 1 + random.below(7) };
        table.is_join = own.len() > 3 && random.below(9) == 0;
        let n_targets = match random.below(10) {
            _ if table.is_join => 2,
            0 | 1 => 0,
            2..=6 => 1,
            7 | 8 => 2,
            _ => 3,
        };
        for _ in 0..n_targets {
            let pool: Vec<usize> = if random.below(6) == 0 { (0..tables.len()).collect() } else { own.clone() };
            let pool: Vec<usize> = pool.into_iter().filter(|k| !tables[*k].is_join).collect();
            if pool.is_empty() {
                continue;
            }
            // The first of several picks is often an early and thus popular one.
            let pick = pool[random.below(pool.len()).min(random.below(pool.len()))];
            if !table.targets.contains(&pick) {
                table.targets.push(pick);
            }
        }
        if !table.is_join && random.below(16) == 0 {
            table.targets.push(number);
        }
        table.is_join &= table.targets.len() == 2;
        tables.push(table);
    }
    let mut out = String::new();
    for (area, _) in &AREAS[..n_areas] {
        let _ = writeln!(out, "schema \"{area}\" {{\n}}\n");
    }
    for number in 0..tables.len() {
        write_table(&mut out, &tables, number);
    }
    out
}

struct Table {
    area: &'static str,
    name: String,
    targets: Vec<usize>,
    is_join: bool,
    n_columns: usize,
}

fn write_table(out: &mut String, tables: &[Table], number: usize) {
    let table = &tables[number];
    let _ = writeln!(out, "table \"{}\" \"{}\" {{\n  schema = schema.{}", table.area, table.name, table.area);
    let column = |out: &mut String, name: &str, data_type: &str, is_nullable: bool| {
        let _ = writeln!(out, "  column \"{name}\" {{\n    null = {is_nullable}\n    type = {data_type}\n  }}");
    };
    let key = |target: usize| match target == number {
        true => "parent_id".to_owned(),
        false if tables[target].area == table.area => format!("{}_id", tables[target].name),
        false => format!("{}_{}_id", tables[target].area, tables[target].name),
    };
    if !table.is_join {
        column(out, "id", "bigint", false);
    }
    for (k, target) in table.targets.iter().enumerate() {
        column(out, &key(*target), "bigint", !table.is_join && (*target == number || (number + k).is_multiple_of(3)));
    }
    for k in 0..table.n_columns {
        let (name, data_type, is_nullable) = COLUMNS[(number * 5 + k) % COLUMNS.len()];
        column(out, name, data_type, is_nullable);
    }
    let primary = match table.is_join {
        true => {
            table.targets.iter().map(|target| format!("column.{}", key(*target))).collect::<Vec<String>>().join(", ")
        }
        false => "column.id".to_owned(),
    };
    let _ = writeln!(out, "  primary_key {{\n    columns = [{primary}]\n  }}");
    for target in &table.targets {
        let (column, far) = (key(*target), &tables[*target]);
        let name = format!("{}_{column}_fk", table.name);
        let _ = writeln!(
            out,
            "  foreign_key \"{name}\" {{\n    columns     = [column.{column}]\n    \
             ref_columns = [table.{}.{}.column.id]\n    on_delete   = {}\n  }}",
            far.area,
            far.name,
            if table.is_join { "CASCADE" } else { "NO_ACTION" }
        );
    }
    if let (false, Some(first)) = (table.is_join, table.targets.first()) {
        let (name, column) = (&table.name, key(*first));
        let unique = if number.is_multiple_of(11) { "    unique  = true\n" } else { "" };
        let _ = writeln!(out, "  index \"{name}_{column}_idx\" {{\n{unique}    columns = [column.{column}]\n  }}");
    }
    out.push_str("}\n\n");
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}
