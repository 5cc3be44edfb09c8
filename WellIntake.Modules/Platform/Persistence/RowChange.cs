namespace WellIntake.Modules.Platform.Persistence;

/// <summary>A statement that a module has written in somebody else's commit, for both databases.</summary>
/// <param name="Sql">With parameters <c>@p0, @p1 …</c>; no text that came from outside.</param>
/// <param name="Values">Null, string, number, boolean, bytes or <see cref="DateTimeOffset"/>.</param>
internal sealed record RowChange(string Sql, params object?[] Values);
