namespace WellIntake.Modules.Digest.Parsing;

/// <summary>Held now, on the way, or not held.</summary>
internal enum LicenceStatus { Held, InProgress, NotHeld }

/// <summary>A licence or a designation.</summary>
/// <param name="Name">"Series 7", "CFP", "Life &amp; health".</param>
/// <param name="Series">The number of a FINRA or NASAA exam; null otherwise.</param>
/// <param name="Status">Held, in progress, not held.</param>
/// <param name="Detail">"Level II candidate"; null mostly.</param>
internal sealed record Licence(string Name, int? Series, LicenceStatus Status, string? Detail = null);
