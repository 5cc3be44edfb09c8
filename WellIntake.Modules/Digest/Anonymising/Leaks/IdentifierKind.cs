namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>What an identifier is; the only thing of it that is ever logged.</summary>
internal enum IdentifierKind { Name, Firm, Email, Phone, Link, School, Year, Figure, Count, City, Award, RecordId }
