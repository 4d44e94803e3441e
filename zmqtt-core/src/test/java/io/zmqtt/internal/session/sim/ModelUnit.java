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

package io.zmqtt.internal.session.sim;

import java.util.Arrays;

/**
 * One message on its way from the model broker to the client, or one copy of it.
 *
 * @param number what its payload begins with
 * @param topic the topic
 * @param qos the QoS at which it is delivered
 * @param expiresAt when it expires, {@link Long#MAX_VALUE} for never
 * @param identifiers the subscription identifiers
 */
record ModelUnit(int number, String topic, int qos, long expiresAt, int[] identifiers) {

	boolean hasIdentifier() {
		return Arrays.stream(this.identifiers).anyMatch((identifier) -> identifier != 0);
	}

}
