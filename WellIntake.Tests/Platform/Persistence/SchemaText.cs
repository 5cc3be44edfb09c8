using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Tests.Platform.Persistence;

/// <summary>A schema as lines of text, from the model or from the database itself, so that two can be compared.</summary>
internal static partial class SchemaText
{
    // Tables that are no entities: of the migrator, and of PostgreSQL's group commit.
    private static readonly string[] OwnTables = ["schema_migrations", "commit_marks"];

    public static IReadOnlyList<string> OfModel(DbContext context) => [.. Lines(context).Order(StringComparer.Ordinal)];

    public static async Task<IReadOnlyList<string>> OfDatabaseAsync(DbContext context, DatabaseKind kind)
    {
        var sql = kind == DatabaseKind.Postgres ? PostgresSql : SqliteSql;
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await context.Database.OpenConnectionAsync();
        List<string> lines = [];
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            lines.Add(rows.GetString(0) + (await rows.IsDBNullAsync(1) ? "" : Condition(rows.GetString(1))));
        return [.. lines.Where(line => !Array.Exists(OwnTables, table => line.Contains(table, StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Lines(DbContext context)
    {
        foreach (var table in context.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables)
        {
            foreach (var column in table.Columns)
                yield return $"column {table.Name}.{column.Name} {column.StoreType} {(column.IsNullable ? "null" : "not null")}";
            yield return $"key {table.Name} ({Names(table.PrimaryKey!.Columns)})";
            foreach (var index in table.Indexes)
                yield return $"index {index.Name} on {table.Name} ({Names(index.Columns)}){(index.IsUnique ? " unique" : "")}{Condition(index.Filter)}";
            Assert.IsEmpty(table.ForeignKeyConstraints, "This comparison knows no foreign keys yet.");
        }

        static string Names(IEnumerable<IColumn> columns) => string.Join(",", columns.Select(column => column.Name));
    }

    // PostgreSQL writes a condition in its own way: the values in it are what must agree.
    private static string Condition(string? sql) =>
        sql is null ? "" : string.Create(CultureInfo.InvariantCulture, $" where {string.Join(",", Literal().Matches(sql).Select(match => match.Value))}");

    [GeneratedRegex("'[^']*'", RegexOptions.None, 1000)]
    private static partial Regex Literal();

    private const string SqliteSql = """
        SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type || CASE WHEN c."notnull" THEN ' not null' ELSE ' null' END, NULL
        FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
        UNION ALL
        SELECT 'key ' || t.name || ' (' || (SELECT group_concat(k.name, ',') FROM (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk) k) || ')', NULL
        FROM sqlite_master t WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
        UNION ALL
        SELECT 'index ' || i.name || ' on ' || t.name || ' (' || (SELECT group_concat(k.name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) k) || ')'
            || CASE WHEN i."unique" THEN ' unique' ELSE '' END,
            CASE WHEN i.partial THEN (SELECT substr(m.sql, instr(m.sql, 'WHERE')) FROM sqlite_master m WHERE m.type = 'index' AND m.name = i.name) END
        FROM sqlite_master t JOIN pragma_index_list(t.name) i WHERE t.type = 'table' AND i.origin <> 'pk'
        """;

    private const string PostgresSql = """
        SELECT 'column ' || t.relname || '.' || c.attname || ' ' || format_type(c.atttypid, c.atttypmod) || CASE WHEN c.attnotnull THEN ' not null' ELSE ' null' END, NULL
        FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
        WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT CASE WHEN i.indisprimary THEN 'key ' || t.relname ELSE 'index ' || n.relname || ' on ' || t.relname END
            || ' (' || (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(i.indkey::int[]) WITH ORDINALITY k (number, place)
                JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) || ')'
            || CASE WHEN i.indisunique AND NOT i.indisprimary THEN ' unique' ELSE '' END,
            pg_get_expr(i.indpred, t.oid)
        FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid
        WHERE t.relnamespace = 'public'::regnamespace
        """;
}
