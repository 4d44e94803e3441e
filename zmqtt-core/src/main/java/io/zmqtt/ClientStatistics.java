/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.zmqtt;

/**
 * What a client has counted since it was built, and what it holds at a moment. Counts are
 * taken one after the other, not all at once.
 *
 * @param publishedQos0 messages of QoS 0 that were flushed
 * @param publishedQos1 messages of QoS 1 that were acknowledged
 * @param publishedQos2 messages of QoS 2 that were acknowledged
 * @param publishedBytes bytes of topics and payloads of all these
 * @param failedPublishes messages that were not published, or of which it is not known
 * @param expiredPublishes those of them that expired before they were sent
 * @param pendingPublishes messages that wait to be sent or to be acknowledged
 * @param pendingBytes bytes of topics and payloads of these
 * @param inFlight messages of QoS 1 and 2 that were sent and not acknowledged
 * @param receivedQos0 messages of QoS 0 that were received
 * @param receivedQos1 messages of QoS 1 that were received, repeats included
 * @param receivedQos2 messages of QoS 2 that were received, repeats included
 * @param receivedBytes bytes of topics and payloads of all these
 * @param unacknowledgedBytes bytes that received messages take which the application has
 * not finished
 * @param repeats messages that the broker repeated, and that were not delivered again
 * @param discarded messages that were not handed over, because the broker repeats them on
 * a resumed session
 * @param unrouted messages that no subscription wanted
 * @param droppedOldest messages dropped by {@link OverflowPolicy#DROP_OLDEST}
 * @param droppedNewest messages dropped by {@link OverflowPolicy#DROP_NEWEST}
 * @param droppedSuspended messages dropped by {@link OverflowPolicy#SUSPEND}, past its
 * backlog
 * @param lateAcks acknowledgements by the application for connections that were gone
 * @param abandonedAcks messages acknowledged unhandled in the place of the application
 * @param negativeAcks acknowledgements that refused the message with a reason code of
 * 0x80 or above, on behalf of the application or by it
 * @param unknownAcks acknowledgements by the broker for packet identifiers not in use
 * @param ackStalls how often an acknowledgement was reported to hold back others
 * @param lateReplies replies that no request waited for
 * @param handlerFailures calls of handlers that threw
 */
public record ClientStatistics(long publishedQos0, long publishedQos1, long publishedQos2, long publishedBytes,
		long failedPublishes, long expiredPublishes, int pendingPublishes, long pendingBytes, int inFlight,
		long receivedQos0, long receivedQos1, long receivedQos2, long receivedBytes, long unacknowledgedBytes,
		long repeats, long discarded, long unrouted, long droppedOldest, long droppedNewest, long droppedSuspended,
		long lateAcks, long abandonedAcks, long negativeAcks, long unknownAcks, long ackStalls, long lateReplies,
		long handlerFailures) {

}
