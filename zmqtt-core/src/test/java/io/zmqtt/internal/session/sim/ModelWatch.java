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

import io.zmqtt.ReasonCode;

/**
 * Is told what the model broker did.
 */
interface ModelWatch {

	/**
	 * A message of the client was accepted for delivery.
	 * @param message its number
	 * @param epoch which of the sessions took it
	 */
	void accepted(int message, int epoch);

	/**
	 * A message of the client was refused.
	 */
	void refused(int message, ReasonCode reasonCode);

	/**
	 * A message for the client entered its session.
	 */
	void queued(ModelUnit unit);

	/**
	 * A message for the client was acknowledged in full.
	 */
	void completed(ModelUnit unit, ReasonCode reasonCode);

}
