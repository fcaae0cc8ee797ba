"""Descriptive records: releases (RE), resources (AS), works (MW), cues (CU) and some others."""

from streams.importers.dsr.profiles.notation import read_table

DESCRIPTIVE_RECORDS = read_table(
    """
AS01: BlockId! ResourceReference! DspResourceId! ISRC:S Title! SubTitle DisplayArtistName!
    DisplayArtistPartyId:N Duration!:P ResourceType!:K

AS01.01: BlockId! ResourceReference! DspResourceId! ISRC*:S Title! SubTitle DisplayArtistName!
    DisplayArtistPartyId:N Duration:P ResourceType!:K IsMasterRecording:b

AS02: BlockId! ResourceReference! DspResourceId! ISRC:S Title! SubTitle DisplayArtistName!
    DisplayArtistPartyId:N Duration!:P ResourceType!:K ISWC:W &writers &publishers

AS02.01: =AS02 ProprietaryWorkId:N

AS02.02: BlockId! ResourceReference! DspResourceId! ISRC*:S Title! SubTitle DisplayArtistName!
    DisplayArtistPartyId:N Duration:P ResourceType!:K ISWC:W &writers &publishers
    ProprietaryWorkId:N IsMasterRecording:b

AS02.03: BlockId! ResourceReference! DspResourceId! ISRC*:S Title! SubTitle DisplayArtistName
    DisplayArtistPartyId:N Duration:P ResourceType!:K ISWC:W &writers &publishers
    ProprietaryWorkId*:N IsMasterRecording:b DataProvider

AS03: BlockId! ResourceReference! DspResourceId! ISAN:A EIDR ProprietaryId*:N VideoType!* Title!
    SubTitle OriginalTitle SeasonNumber:i EpisodeNumber:i Genre Duration!:P ProducerName*
    ProducerPartyId*:N DirectorName!* DirectorPartyId*:N ActorName* ActorPartyId*:N
    LanguageLocalizationType HasCaptioning:b HasAudioDescription:b LanguageOfPerformance
    LanguageOfDubbing DateOfProductionOrRelease:D CountryOfProduction*:Z

AS03.01: BlockId! ResourceReference! DspResourceId! ISAN:A EIDR ProprietaryId*:N VideoType!*
    Title! SubTitle OriginalTitle SeasonNumber:i EpisodeNumber*:i Genre Duration!:P
    ProducerName* ProducerPartyId*:N DirectorName* DirectorPartyId*:N ActorName* ActorPartyId*:N
    LanguageLocalizationType HasCaptioning:b HasAudioDescription:b LanguageOfPerformance
    LanguageOfDubbing ProductionOrReleaseDate:D CountryOfProduction*:Z FirstVoDBroadcastDate:D

CU01: BlockId! CueResourceReference! CueStartTime:P CueDuration!:P ReferencedCreationISRC:S
    ReferencedCreationISWC:W ReferencedCreationTitle ReferencedCreationDisplayArtistName*
    ReferencedCreationDisplayArtistPartyId*:N ReferencedCreationContributorName*
    ReferencedCreationContributorPartyId*:N ReferencedCreationComposerAuthorName*
    ReferencedCreationComposerAuthorPartyId*:N ReferencedCreationArrangerName*
    ReferencedCreationArrangerPartyId*:N

DE01: ...

ML01: BlockId! SummaryRecordId! ResourceReference UsageForPrioritisation:i
    PercentileForPrioritisation:i UnclaimedPercentage:n

MW01: BlockId! DspWorkId! ISWC:W Title! SubTitle &writers &publishers DataProvider

MW01.01: =MW01 ProprietaryWorkId:N

MW02: ...

RE01: BlockId! ReleaseReference! DspReleaseId! ProprietaryReleaseId*:N CatalogNumber ICPN:I
    DisplayArtistName! DisplayArtistPartyId:N Title! SubTitle ReleaseType Label PLine
    DataProvider

RE01.01: BlockId! ReleaseReference! DspReleaseId! ProprietaryReleaseId*:N CatalogNumber ICPN:I
    DisplayArtistName DisplayArtistPartyId:N Title! SubTitle ReleaseType Label PLine
    DataProvider

RE02: BlockId! ReleaseReference! DspSubReleaseId! ProprietarySubReleaseId*:N UsedResources!*

RE03: BlockId! ReleaseReference! DspReleaseId! ProprietaryReleaseId*:N ICPN:I Title! SubTitle
    SeriesTitle SeasonNumber:i DisplayArtistName DisplayArtistPartyId:N ReleaseType DataProvider

RE03.01: =RE03 VideoCategory EpisodeNumber*:i UserChannelName
"""
)
