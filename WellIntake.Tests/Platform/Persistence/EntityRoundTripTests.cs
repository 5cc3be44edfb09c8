using System.Reflection;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Persistence;

[TestClass]
public sealed class EntityRoundTripTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 30, 15, 123, TimeSpan.FromHours(-5));

    public static IEnumerable<object[]> EveryEntity() =>
        from set in typeof(WellIntakeDbContext).GetProperties()
        where set.PropertyType.IsGenericType && set.PropertyType.GetGenericTypeDefinition() == typeof(DbSet<>)
        from kind in Enum.GetValues<DatabaseKind>()
        select new object[] { kind, set.PropertyType.GenericTypeArguments[0] };

    [TestMethod]
    [DynamicData(nameof(EveryEntity))]
    [TestCategory("TRK-2")]
    public async Task SaveChanges_EveryPropertySet_ComesBackTheSame(DatabaseKind kind, Type entity)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind);
        var written = Enumerable.Range(1, 5).Select(seed => Fill(entity, seed, withNulls: seed == 5)).ToList();
        await using (var save = await database.Contexts.CreateDbContextAsync())
        {
            save.AddRange(written);
            await save.SaveChangesAsync();
        }

        foreach (var row in written)
        {
            await using var read = await database.Contexts.CreateDbContextAsync();
            var key = read.Model.FindEntityType(entity)!.FindPrimaryKey()!.Properties.Select(part => part.PropertyInfo!.GetValue(row)).ToArray();
            var found = await read.FindAsync(entity, key);
            Assert.IsNotNull(found, "The row is not found by its key.");
            foreach (var property in entity.GetProperties())
                AssertSame(property.GetValue(row), property.GetValue(found), property.Name);
        }
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    [TestCategory("TRK-2")]
    public async Task Query_MomentsInSeveralOffsets_AreOrderedAndComparedAsMoments(DatabaseKind kind)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind);
        var noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        await using var context = await database.Contexts.CreateDbContextAsync();
        // As text, each of these would stand in another place.
        context.AddRange(
            Event("third", noon.AddMicroseconds(1).ToOffset(TimeSpan.FromHours(14))),
            Event("first", noon.AddYears(-40)),
            Event("second", noon.ToOffset(TimeSpan.FromHours(-11))),
            Event("fourth", noon.AddHours(1).ToOffset(TimeSpan.FromHours(-5))));
        await context.SaveChangesAsync();

        var ordered = await context.RequestEvents.OrderBy(row => row.At).Select(row => row.Event).ToListAsync();
        var fromNoon = await context.RequestEvents.CountAsync(row => row.At >= noon);
        var afterNoon = await context.RequestEvents.CountAsync(row => row.At > noon.ToOffset(TimeSpan.FromHours(3)));
        var last = await context.RequestEvents.MaxAsync(row => row.At);

        Assert.AreSequenceEqual(["first", "second", "third", "fourth"], ordered);
        Assert.AreEqual(3, fromNoon);
        Assert.AreEqual(2, afterNoon);
        Assert.AreEqual(noon.AddHours(1), last);
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    [TestCategory("TRK-2")]
    public async Task Status_EveryValue_IsStoredBySnakeCaseNameAndFound(DatabaseKind kind)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind);
        await using var context = await database.Contexts.CreateDbContextAsync();
        foreach (var status in Enum.GetValues<RequestStatus>())
        {
            var request = (DigestRequest)Fill(typeof(DigestRequest), (int)status + 1, withNulls: false);
            request.Status = status;
            context.Add(request);
        }

        await context.SaveChangesAsync();

        var stored = await context.Database.SqlQueryRaw<string>("SELECT status AS \"Value\" FROM teams_digest_requests").ToListAsync();
        Assert.AreSequenceEqual(
            ["cancelled", "completed", "dead_lettered", "delivered", "failed", "processing", "queued"],
            stored.Order(StringComparer.Ordinal));
        Assert.AreEqual(1, await context.DigestRequests.CountAsync(request => request.Status == RequestStatus.DeadLettered));
        Assert.AreEqual(3, await context.DigestRequests.Unfinished().CountAsync());
    }

    private static RequestEvent Event(string name, DateTimeOffset at) => new() { RequestId = "r1", Event = name, At = at };

    private static object Fill(Type entity, int seed, bool withNulls)
    {
        var row = Activator.CreateInstance(entity)!;
        var nullability = new NullabilityInfoContext();
        foreach (var property in entity.GetProperties())
        {
            var optional = nullability.Create(property).WriteState == NullabilityState.Nullable;
            property.SetValue(row, withNulls && optional ? null : Value(property, seed));
        }

        return row;
    }

    private static object Value(PropertyInfo property, int seed)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var mark = property.Name.Length + seed;
        if (type == typeof(string))
            return $"{property.Name} {seed} – “Zoë 🦉” '; DROP TABLE {new string('x', seed * 700)}";
        if (type == typeof(int))
            return int.MaxValue - mark;
        if (type == typeof(long))
            return long.MaxValue - mark;
        if (type == typeof(double))
            return (1.2e9 / 7) + mark;
        if (type == typeof(bool))
            return seed % 2 == 0;
        if (type == typeof(byte[]))
            return new byte[] { 0, 255, (byte)seed };
        if (type == typeof(DateTimeOffset))
            return Start.AddMicroseconds(mark).AddDays(seed * 37);
        if (type == typeof(RequestStatus))
            return (RequestStatus)(seed % 7);
        throw new NotSupportedException($"{property.Name}: give this test a value for {type}.");
    }

    private static void AssertSame(object? written, object? read, string property)
    {
        if (written is byte[] bytes)
            Assert.AreSequenceEqual(bytes, (byte[]?)read, property);
        else
            Assert.AreEqual(written, read, property);
    }
}
