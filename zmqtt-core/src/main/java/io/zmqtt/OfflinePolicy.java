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
 * What becomes of messages of QoS 1 and 2 that are published while there is no
 * connection. Messages of QoS 0 always fail then.
 */
public enum OfflinePolicy {

	/**
	 * They wait for a connection until their deadline, within the limits of pending
	 * publishes. This is the default.
	 */
	QUEUE,

	/**
	 * They fail at once with {@link MqttDisconnectedException}. Messages that were
	 * published before the connection was lost are not affected.
	 */
	FAIL

}
